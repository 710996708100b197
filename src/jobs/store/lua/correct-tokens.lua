-- Believes what the other side says of its buckets: `told_json` has what is left at most, and for how many ms to pause, of each in turn.
-- keys: *buckets
-- args: told_json *sizes
-- with: now buckets
for i, told in ipairs(cjson.decode(told_json)) do
  local tokens, at, capacity, per_minute, till = level(i)
  keep(i, math.min(tokens, told[1]), math.max(at, now + told[2]), capacity, per_minute, till)
end
return 1
