-- Removes a record, if it is still as it was archived and none of its places waits for news.
-- keys: record due outbox index unsealed
-- args: id rev entry *places
-- with: now note
if redis.call('HGET', record, 'rev') ~= rev then return 0 end
for _, place in ipairs(places) do
  if redis.call('ZSCORE', outbox, place) then return 0 end
end
redis.call('DEL', record)
redis.call('ZREM', due, id)
redis.call('ZREM', index, id)
note(unsealed, entry)
return 1
