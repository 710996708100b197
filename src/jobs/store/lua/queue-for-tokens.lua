-- Takes a token of each bucket in the order of asking. `line` is the field in which the end of the line stands, `leave` the share of a
-- bucket that is left for others, `given` the turn that was given (0: none). Who finds no room, or others in line, gets a turn behind
-- them; a turn that a pause made useless is a new one after it. Answers {ms, turn} to wait, or {0, percent left in each...}.
-- keys: *buckets
-- args: line leave given *sizes
-- with: now buckets
local wait, slot, lines = 0, 0, {}
local share, turn = tonumber(leave), tonumber(given)
if turn > now then return { turn - now, turn } end
for i = 1, #buckets do
  local tokens, at, capacity, per_minute = level(i)
  local need = 1 + share * capacity
  if at > now then turn = 0 end
  local short = at - now
  if tokens < need then short = short + math.ceil((need - tokens) / per_minute * 60000) end
  local last = math.max(tonumber(redis.call('HGET', buckets[i], line) or 0), now + short)
  if last > now then
    slot = math.max(slot, last)
    lines[i] = last
  end
  wait = math.max(wait, short)
end
if turn > 0 and wait > 0 then return { math.ceil(wait), turn } end
if turn == 0 and slot > 0 then
  for i, last in pairs(lines) do
    local tokens, at, capacity, per_minute, till = level(i)
    local after = math.ceil(last + 60000 / per_minute / (1 - share))
    till = math.max(till, after)
    redis.call('HSET', buckets[i], line, after, 'till', till)
    keep(i, tokens, at, capacity, per_minute, till)
  end
  return { math.ceil(slot - now), math.ceil(slot) }
end
local taken = { 0 }
for i = 1, #buckets do
  local tokens, at, capacity, per_minute, till = level(i)
  keep(i, tokens - 1, at, capacity, per_minute, till)
  taken[i + 1] = math.floor(100 * (tokens - 1) / capacity)
end
return taken
