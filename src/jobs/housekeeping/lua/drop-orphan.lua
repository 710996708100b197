-- Removes a key of a capture that is not on record.
-- keys: record orphan
if redis.call('EXISTS', record) == 1 then return 0 end
return redis.call('DEL', orphan)
