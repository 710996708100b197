-- Moves entries to the end of the chain, if that is still the one they were hashed for. A link is its id in `unsealed`, seq, t, prev, hash and entry.
-- keys: unsealed chain head
-- args: seq hash *links
local standing = redis.call('HMGET', head, 'seq', 'hash')
if (standing[1] or '0') ~= seq or (standing[2] or hash) ~= hash then return 0 end
local last
for i = 1, #links, 6 do
  redis.call('XADD', chain, '*', 'seq', links[i + 1], 't', links[i + 2], 'prev', links[i + 3], 'hash', links[i + 4], 'entry', links[i + 5])
  redis.call('XDEL', unsealed, links[i])
  last = i
end
redis.call('HSET', head, 'seq', links[last + 1], 'hash', links[last + 4])
return 1
