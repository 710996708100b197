-- Takes a new capture in. A second delivery of one trigger answers the id that stands; its command is noted all the same.
-- Answers 0, and notes nothing, where another capture has this id.
-- keys: trigger record due outbox unsealed index
-- args: id text requested command *places
-- with: now save note
local known = redis.call('GET', trigger)
if not known and redis.call('EXISTS', record) == 1 then return 0 end
note(unsealed, command)
if known then return known end
redis.call('SET', trigger, id, 'EX', 86400)
redis.call('HSET', record, 'record', text, 'is', state_of(text), 'rev', 1, 'epoch', 0)
redis.call('ZADD', due, now, id)
for _, place in ipairs(places) do redis.call('ZADD', outbox, now, place) end
note(unsealed, requested)
redis.call('ZADD', index, now, id)
return id
