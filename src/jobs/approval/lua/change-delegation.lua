-- Takes away the delegations under `gone`, and sets one where it has a value. Answers 0, and notes nothing, where that changes nothing.
-- keys: delegations unsealed
-- args: field value entry *gone
-- with: now note
local count = 0
for _, one in ipairs(gone) do count = count + redis.call('HDEL', delegations, one) end
if value ~= '' then redis.call('HSET', delegations, field, value) elseif count == 0 then return 0 end
note(unsealed, entry)
return 1
