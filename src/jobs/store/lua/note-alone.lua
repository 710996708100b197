-- keys: unsealed
-- args: entry
-- with: now note
note(unsealed, entry)
return 1
