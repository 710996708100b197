-- Holds on for another while, and saves what is given as field and value pairs; an empty value removes the field. A `thread` is noted as this entry's.
-- keys: outbox chat *thread
-- args: entry token lease_ms *changes
-- with: now
if redis.call('HGET', chat, 'lease') ~= token then return 0 end
redis.call('ZADD', outbox, now + lease_ms, entry)
for i = 1, #changes, 2 do
  if changes[i + 1] == '' then redis.call('HDEL', chat, changes[i]) else redis.call('HSET', chat, changes[i], changes[i + 1]) end
end
if thread[1] then redis.call('SET', thread[1], entry) end
return 1
