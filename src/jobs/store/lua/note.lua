-- Notes an entry for the audit, which a worker seals; an empty entry is none.
local function note(unsealed, entry)
  if entry ~= '' then redis.call('XADD', unsealed, '*', 't', string.format('%.0f', now), 'entry', entry) end
end
