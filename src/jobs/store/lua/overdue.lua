-- keys: due
-- args: by_ms count
-- with: now
return redis.call('ZRANGEBYSCORE', due, '-inf', now - by_ms, 'LIMIT', 0, count)
