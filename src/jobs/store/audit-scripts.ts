/**
 * SHA-256 in Redis's own Lua, which has only SHA-1 built in. Checked against Node's in the tests. Within a block sums grow past 32
 * bits, and stay below 2^47: `bit` takes numbers up to 2^51 for what they are modulo 2^32 (https://bitop.luajit.org/semantics.html).
 */
const sha256 = `local function sha256(text)
  local band,bxor,ror,rshift,tobit=bit.band,bit.bxor,bit.ror,bit.rshift,bit.tobit
  local k={0x428a2f98,0x71374491,0xb5c0fbcf,0xe9b5dba5,0x3956c25b,0x59f111f1,0x923f82a4,0xab1c5ed5,0xd807aa98,0x12835b01,0x243185be,
    0x550c7dc3,0x72be5d74,0x80deb1fe,0x9bdc06a7,0xc19bf174,0xe49b69c1,0xefbe4786,0x0fc19dc6,0x240ca1cc,0x2de92c6f,0x4a7484aa,0x5cb0a9dc,
    0x76f988da,0x983e5152,0xa831c66d,0xb00327c8,0xbf597fc7,0xc6e00bf3,0xd5a79147,0x06ca6351,0x14292967,0x27b70a85,0x2e1b2138,0x4d2c6dfc,
    0x53380d13,0x650a7354,0x766a0abb,0x81c2c92e,0x92722c85,0xa2bfe8a1,0xa81a664b,0xc24b8b70,0xc76c51a3,0xd192e819,0xd6990624,0xf40e3585,
    0x106aa070,0x19a4c116,0x1e376c08,0x2748774c,0x34b0bcb5,0x391c0cb3,0x4ed8aa4a,0x5b9cca4f,0x682e6ff3,0x748f82ee,0x78a5636f,0x84c87814,
    0x8cc70208,0x90befffa,0xa4506ceb,0xbef9a3f7,0xc67178f2}
  local sum={0x6a09e667,0xbb67ae85,0x3c6ef372,0xa54ff53a,0x510e527f,0x9b05688c,0x1f83d9ab,0x5be0cd19}
  local length=#text
  text=text..'\\128'..string.rep('\\0',(55-length)%64)..struct.pack('>I8',length*8)
  for at=1,#text,64 do
    local w={struct.unpack('>I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4I4',text,at)}
    for i=17,64 do local x,y=w[i-15],w[i-2]
      w[i]=w[i-16]+bxor(ror(x,7),ror(x,18),rshift(x,3))+w[i-7]+bxor(ror(y,17),ror(y,19),rshift(y,10)) end
    local a,b,c,d,e,f,g,h=unpack(sum)
    for i=1,64 do
      local one=h+bxor(ror(e,6),ror(e,11),ror(e,25))+bxor(g,band(e,bxor(f,g)))+k[i]+w[i]
      local two=bxor(ror(a,2),ror(a,13),ror(a,22))+band(a,b)+band(c,bxor(a,b))
      h,g,f,e,d,c,b,a=g,f,e,d+one,c,b,a,one+two end
    local round={a,b,c,d,e,f,g,h} for i=1,8 do sum[i]=tobit(sum[i]+round[i]) end
  end
  local hex='' for i=1,8 do hex=hex..bit.tohex(sum[i]) end return hex end `;

/**
 * Puts an entry at the end of the audit: its number, the hash of the one before, and its own hash over both, the time and what it
 * says. The head (number and hash of the last one) has a key of its own, so that a cut-off end shows. An empty entry is none.
 */
export const auditNote = `${sha256}local function note(stream,head,entry) if entry=='' then return end
  local seq=redis.call('HINCRBY',head,'seq',1) local prev=redis.call('HGET',head,'hash') or string.rep('0',64)
  local at=string.format('%.0f',now) local hash=sha256(prev..'\\n'..seq..'\\n'..at..'\\n'..entry)
  redis.call('HSET',head,'hash',hash)
  redis.call('XADD',stream,'*','seq',seq,'t',at,'prev',prev,'hash',hash,'entry',entry) end `;
