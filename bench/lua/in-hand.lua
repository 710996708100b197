-- Each job that a worker has, with what its lock says, the epoch of its capture, and 1 while the look is not over: its save moves the due time.
-- keys: active due
-- args: jobs captures
-- with: now
local found = {}
for _, job in ipairs(redis.call('LRANGE', active, 0, -1)) do
  local id = string.gsub(job, '^capture%-', '')
  local due_at = tonumber(redis.call('ZSCORE', due, id) or 'inf')
  local lock = redis.call('GET', jobs .. job .. ':lock') or ''
  for _, word in ipairs({ id, lock, redis.call('HGET', captures .. id, 'epoch'), due_at <= now and '1' or '0' }) do
    table.insert(found, word)
  end
end
return found
