local function state_of(text)
  return string.match(text, '"status":{"is":"(%a+)"') or ''
end

-- Saves a record that has changed ('' is one that has not): it gets the next rev, its state beside it for whoever counts, and each of
-- its places an entry in the outbox. Where there is a new notice, a place that rests hears of it at once.
local function save(record, outbox, text, notices, places)
  if text == '' or redis.call('HGET', record, 'record') == text then return end
  local has_news = redis.call('HGET', record, 'notices') ~= notices
  redis.call('HSET', record, 'record', text, 'is', state_of(text), 'notices', notices)
  redis.call('HINCRBY', record, 'rev', 1)
  for _, place in ipairs(places) do
    redis.call('ZADD', outbox, 'NX', now, place)
    if has_news and redis.call('SREM', outbox .. ':resting', place) == 1 then redis.call('ZADD', outbox, now, place) end
  end
end
