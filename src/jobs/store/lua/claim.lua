-- Claims a capture that is due. A record of a later schema, or of a procedure that is not known here, is left to others for `leave_ms`.
-- Answers {-1} where there is none, {ms} until it is due, {ms, schema} where it is left, or
-- {0, epoch, rev, record, operation, ms late, now}.
-- keys: record due
-- args: id schema leave_ms *procedures
-- with: now
if redis.call('EXISTS', record) == 0 then return { -1 } end
local due_at = redis.call('ZSCORE', due, id)
if not due_at then return { -1 } end
if tonumber(due_at) - now > 50 then return { tonumber(due_at) - now } end
local stored = redis.call('HMGET', record, 'rev', 'record', 'operation')
local text = stored[2] or ''
local its_schema = tonumber(string.match(text, '^{"schema":(%d+)') or 0)
local unknown = string.match(text, '^{"schema":%d+,"procedure":"([^"]+)"')
for _, procedure in ipairs(procedures) do
  if procedure == unknown then unknown = nil end
end
if unknown or its_schema > tonumber(schema) then
  redis.call('ZADD', due, now + leave_ms, id)
  return { tonumber(leave_ms), its_schema }
end
return { 0, redis.call('HINCRBY', record, 'epoch', 1), stored[1], stored[2], stored[3], now - due_at, now }
