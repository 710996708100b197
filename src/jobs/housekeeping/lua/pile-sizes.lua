-- How many captures are due, are overdue (by a second, as for the reconciler), how many places wait for news, for how many ms the
-- first of them does, Redis's own time, and for how many ms the oldest entry of the audit has not been sealed.
-- keys: due outbox unsealed
-- with: now
local first = redis.call('ZRANGE', outbox, 0, 0, 'WITHSCORES')[2]
local oldest = redis.call('XRANGE', unsealed, '-', '+', 'COUNT', 1)[1]
return {
  redis.call('ZCARD', due),
  redis.call('ZCOUNT', due, '-inf', now - 1000),
  redis.call('ZCARD', outbox),
  first and math.max(0, now - tonumber(first)) or 0,
  now,
  oldest and math.max(0, now - tonumber(string.match(oldest[1], '^%d+'))) or 0,
}
