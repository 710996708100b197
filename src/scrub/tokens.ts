import { type Finder, findBy } from './part.ts';

/** What services give out as keys and tokens, each told by the letters that it begins with or by its form. */
const shapes: readonly RegExp[] = [
  /(?:xox[a-z]|xapp)[-.][\w.-]+/g,
  /\bgh[oprsu]_\w{16,}|\bgithub_pat_\w{16,}/g,
  /\bgl(?:pat|dt|rt|rtr|ft|oas|cbt|ptt|agent|imt|soat|ffct|wt)-[\w-]{16,}/g,
  /\bnpm_\w{16,}|\bpypi-[\w-]{16,}|\brubygems_\w{16,}|\bdckr_[a-z]{2,4}_[\w-]{16,}|\bcio\w{32,}/g,
  /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}/g,
  /((?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{12,40}[^\n]{0,3}\s[^A-Za-z0-9+/\n]{0,3})[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/])/g,
  /\bAIza[\w-]{30,}|\bGOCSPX-[\w-]{16,}|\bya29\.[\w.-]{16,}|(?<![\w/])1\/\/0[\w-]{20,}/g,
  /\b(?:sk|rk|ak)_(?:live|test|prod)_\w{10,}|\bwhsec_[\w+/=]{16,}/g,
  /\bSG\.[\w-]{10,}\.[\w-]{10,}/g,
  /(?<![A-Za-z0-9])sk-(?:ant-|proj-|svcacct-|admin-|or-)?[\w-]{20,}/g,
  /\bdapi[0-9a-f]{30,}(?:-\d)?|\bdkea[0-9a-f]{30,}|\bdose[0-9a-f]{30,}/g,
  /\bhv[sbr]\.[\w-]{16,}|(?<![\w.])[sbr]\.[A-Za-z0-9]{24}(?![\w.])/g,
  /\bhf_[A-Za-z0-9]{30,}|\br8_\w{30,}|\bgsk_\w{30,}|\bxai-\w{30,}|\bpplx-\w{30,}/g,
  /\bshp(?:at|ca|pa|ss)_\w{16,}|\blin_api_\w{16,}|\bpul-[0-9a-f]{32,}|\bdo[opr]_v1_\w{32,}|\bNRAK-\w{16,}/g,
  /\bgl(?:sa|c)_[\w=+/]{20,}|\bPMAK-[\w-]{20,}|\bfigd_[\w-]{20,}|\bntn_\w{20,}|\bATATT3[\w=-]{20,}|\bATBB\w{20,}/g,
  /\bsq0(?:csp|atp)-[\w-]{20,}|\bxkeysib-[\w-]{20,}|\bkey-[0-9a-f]{32}\b|\bSK[0-9a-f]{32}\b|\bEAAC\w{30,}/g,
  /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{20,}|\btskey-[\w-]{16,}|\bAGE-SECRET-KEY-1\w{20,}|\bops_eyJ[\w-]{20,}/g,
  /\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,40}|\b\d{8,10}:AA[\w-]{33}/g,
  /[\w.~-]{3}\dQ~[\w.~-]{31,34}/g,
  /\b[A-Za-z0-9]{52}JQQJ9[9D][A-Za-z0-9]{4,40}|\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b|(?<![\w])[a-z2-7]{52}(?![\w])/g,
  /(?<![\w-])[\w-]{42,46}(?:AzFu|AzSe|ACR)[\w+/-]{6,12}={0,2}/g,
  /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,80}\+(?:ASt|ASb|AEh|AIoT|ACR|APIM|ABa|AMC)[A-Za-z0-9+/]{4,8}={0,2}/g,
  /\b[A-Za-z0-9]{40,80}(?:AzCa|ACDb|ACOG)[A-Za-z0-9+/=]{4,12}/g,
  /(?<![A-Za-z0-9-])(?:[A-Z0-9]{5}-){4}[A-Z0-9]{5}(?![A-Za-z0-9-])|(?<![\d-])\d{6}(?:-\d{6}){7}(?![\d-])/g,
  /\$(?:[1567y]|2[abxy]?|md5|sha1|apr1|gy|argon2[a-z]{1,2}|scrypt|pbkdf2[\w-]{0,20})\$[\w./$=,+-]{8,}/g,
  /\{(?:S?SHA\d{0,3}|CRYPT|S?MD5|PBKDF2[\w-]{0,20})\}[\w+/=$.-]{12,}/g,
  /(:)(?:[0-9a-f]{32}:[0-9a-f]{32})(?=:::)/gi,
];

/** A JSON web token; one that is cut off still begins with what decodes to a brace and a quote. */
const webTokens = findBy(/\beyJ[\w-]+(?:\.[\w-]*)*/g, ([token]) => token.includes('.') || token.length > 40);

/** Keys of 32 and 64 bytes, in base64 as Azure writes them and as addresses do; what says that it is a hash is none. */
const keys = findBy(
  /(?<![\w+/-])(?:[A-Za-z0-9+/_-]{43}=|[A-Za-z0-9+/_-]{86}==)(?![A-Za-z0-9+/=_-])/g,
  ({ input, index }) => !isNamedHash(input, index),
);

/** What is as mixed as only chance makes it: large and small letters and digits, without words, hashes or GUIDs in it. */
const mixed = [/(?<![\w+-])[\w+-]{32,}={0,2}/g, /(?<![\w+/-])[\w+/-]{32,}={0,2}/g].map(pattern =>
  findBy(pattern, ({ 0: word, input, index }) => isMixed(word) && !isNamedHash(input, index)),
);

const guid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;

function isMixed(word: string): boolean {
  if (/^(?:AAAA[A-Z]|sha-?\d{1,3}-)/i.test(word)) return false;
  const letters = word.replace(guid, '').replace(/[^A-Za-z0-9]/g, '');
  if (letters.length < 28 || !/\d.*\d/.test(letters) || !/[a-z].*[a-z]/.test(letters)) return false;
  const rest = letters.replace(/[a-z]{4,}|[A-Z]{5,}|\d{5,}/g, '');
  const turns = rest.match(/(?<=[A-Z])[a-z0-9]|(?<=[a-z0-9])[A-Z]/g)?.length ?? 0;
  return rest.length / letters.length > 0.6 && turns / rest.length > 0.3;
}

const isNamedHash = (text: string, at: number): boolean =>
  /(?:sha-?\d{1,3}|md5|etag|fingerprint|thumbprint|digest|integrity)["']?\s{0,3}[-:=]\s{0,3}["']?[A-Za-z0-9+/]{0,90}$/i.test(
    text.slice(Math.max(0, at - 120), at),
  );

/** Secrets that are known by their own shape, whatever stands around them. */
export const byShape: readonly Finder[] = [...shapes.map(pattern => findBy(pattern)), webTokens, keys, ...mixed];
