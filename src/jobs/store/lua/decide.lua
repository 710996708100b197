-- Saves a person's decision on the rev that it was made on, and takes the capture from whoever has claimed it. Answers 0 where it has moved since.
-- keys: record due outbox unsealed *locks
-- args: id rev text entry is_over notices *places
-- with: now save locks note
if redis.call('HGET', record, 'rev') ~= rev then return 0 end
redis.call('HINCRBY', record, 'epoch', 1)
save(record, outbox, text, notices, places)
if is_over == '1' then redis.call('ZREM', due, id) else redis.call('ZADD', due, now, id) end
release(id, due, locks)
note(unsealed, entry)
return 1
