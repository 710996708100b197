-- Locks are pairs of keys: who holds it, and who waits for it in order of arrival, to the microsecond.

-- Who else a lock is for; nil where it is for this one.
local function blocker(id, lock, queue)
  local holder = redis.call('GET', lock)
  if holder then return holder ~= id and holder or nil end
  local first = redis.call('ZRANGE', queue, 0, 0)[1]
  return first ~= id and first or nil
end

-- A queue has moved: all in it are due.
local function wake(queue, due)
  for _, other in ipairs(redis.call('ZRANGE', queue, 0, -1)) do redis.call('ZADD', due, now, other) end
end

local function release(id, due, locks)
  for i = 1, #locks, 2 do
    local lock, queue = locks[i], locks[i + 1]
    if redis.call('GET', lock) == id then redis.call('DEL', lock) end
    redis.call('ZREM', queue, id)
    wake(queue, due)
  end
end
