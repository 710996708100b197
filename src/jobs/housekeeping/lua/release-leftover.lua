-- Lets a capture go of a lock and its queue, if its record is still in the state that was seen (`missing` without one) and it still has a
-- place there. A lock that changed hands since the look is left alone.
-- keys: record due unsealed lock queue
-- args: id seen entry
-- with: now locks note
local text = redis.call('HGET', record, 'record')
if (text and cjson.decode(text).status.is or 'missing') ~= seen then return 0 end
if redis.call('GET', lock) ~= id and not redis.call('ZSCORE', queue, id) then return 0 end
release(id, due, { lock, queue })
if not text then redis.call('ZREM', due, id) end
note(unsealed, entry)
return 1
