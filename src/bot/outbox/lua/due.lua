-- keys: outbox
-- args: offset count
-- with: now
return redis.call('ZRANGEBYSCORE', outbox, '-inf', now, 'LIMIT', offset, count)
