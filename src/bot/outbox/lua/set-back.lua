-- Redis may know less than was shown or decided once: then all that is shown is due again (1). Where the record is gone, one of those
-- who ask is to say so (2), and nobody else (3) for `gone_s`. 0 where Redis knows as much.
-- keys: outbox chat record
-- args: entry shown decided gone_s
-- with: now
if redis.call('EXISTS', record) == 0 then
  redis.call('ZREM', outbox, entry)
  return redis.call('SET', outbox .. ':gone:' .. entry, '1', 'NX', 'EX', gone_s) and 2 or 3
end
local sent, rev = redis.call('HGET', chat, 'sentRev'), redis.call('HGET', record, 'rev')
if tonumber(sent or '0') >= tonumber(shown) and tonumber(rev or '0') >= tonumber(decided) then return 0 end
redis.call('HSET', chat, 'sentRev', '-1')
redis.call('ZADD', outbox, now, entry)
return 1
