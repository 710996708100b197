-- Token buckets: `sizes` has the capacity and the tokens a minute of each of `buckets`.

-- Fills a bucket up to now, or to the end of its pause: tokens, when that is, capacity, tokens a minute, and until when it is kept.
local function level(i)
  local capacity, per_minute = tonumber(sizes[2 * i - 1]), tonumber(sizes[2 * i])
  local stored = redis.call('HMGET', buckets[i], 'tokens', 'at', 'till')
  local at = tonumber(stored[2] or now)
  local tokens = math.min(capacity, tonumber(stored[1] or capacity) + math.max(0, now - at) * per_minute / 60000)
  return tokens, math.max(at, now), capacity, per_minute, tonumber(stored[3] or 0)
end

local function keep(i, tokens, at, capacity, per_minute, till)
  redis.call('HSET', buckets[i], 'tokens', tostring(tokens), 'at', at)
  redis.call('PEXPIRE', buckets[i], math.ceil(math.max(till, at + (capacity - tokens) / per_minute * 60000) - now) + 1000)
end
