-- keys: lease
-- args: token
if redis.call('GET', lease) == token then return redis.call('DEL', lease) end
return 0
