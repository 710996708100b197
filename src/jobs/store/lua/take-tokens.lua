-- Takes a token of each bucket, or none. Answers {ms} to wait, or {0, tokens left in each...}.
-- keys: *buckets
-- args: *sizes
-- with: now buckets
local wait = 0
for i = 1, #buckets do
  local tokens, at, _, per_minute = level(i)
  if at > now then wait = math.max(wait, at - now) end
  if tokens < 1 then wait = math.max(wait, at - now + math.ceil((1 - tokens) / per_minute * 60000)) end
end
if wait > 0 then return { math.ceil(wait) } end
local left = { 0 }
for i = 1, #buckets do
  local tokens, at, capacity, per_minute, till = level(i)
  keep(i, tokens - 1, at, capacity, per_minute, till)
  left[i + 1] = math.floor(tokens - 1)
end
return left
