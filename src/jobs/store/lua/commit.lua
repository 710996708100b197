-- Saves what a tick made of a capture, unless somebody else has claimed it since. `locking` is take, queue or nothing: what is done
-- with the locks it wants. It lets go of those that are `left`. `due_in_ms` below 0 is never.
-- Answers {1} when saved, {0} when claimed by another, {2, holder, how many wait before us} where a lock to take is not free.
-- keys: record due outbox unsealed *locks
-- args: id epoch text operation due_in_ms entry locking wanted_count notices *places
-- with: now save locks note
if redis.call('HGET', record, 'epoch') ~= epoch then return { 0 } end
local wanted, left = {}, {}
for i, key in ipairs(locks) do table.insert(i <= 2 * tonumber(wanted_count) and wanted or left, key) end
if locking == 'take' then
  for i = 1, #wanted, 2 do
    local other = blocker(id, wanted[i], wanted[i + 1])
    if other then
      return { 2, other, redis.call('ZRANK', wanted[i + 1], id) or redis.call('ZCARD', wanted[i + 1]) }
    end
  end
  for i = 1, #wanted, 2 do
    redis.call('SET', wanted[i], id)
    if redis.call('ZREM', wanted[i + 1], id) == 1 then wake(wanted[i + 1], due) end
  end
end
local due_in = tonumber(due_in_ms)
if locking == 'queue' then
  local is_free = true
  for i = 1, #wanted, 2 do
    if blocker(id, wanted[i], wanted[i + 1]) then
      is_free = false
      redis.call('ZADD', wanted[i + 1], 'NX', time[1] * 1000000 + time[2], id)
    end
  end
  if is_free then due_in = 0 end
end
save(record, outbox, text, notices, places)
if operation == '' then redis.call('HDEL', record, 'operation') else redis.call('HSET', record, 'operation', operation) end
if due_in < 0 then redis.call('ZREM', due, id) else redis.call('ZADD', due, now + due_in, id) end
note(unsealed, entry)
release(id, due, left)
return { 1 }
