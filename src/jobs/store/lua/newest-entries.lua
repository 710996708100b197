-- The newest entries of the audit, those not sealed yet and those of the chain, at one moment.
-- keys: unsealed chain
-- args: count
return {
  redis.call('XREVRANGE', unsealed, '+', '-', 'COUNT', count),
  redis.call('XREVRANGE', chain, '+', '-', 'COUNT', count),
}
