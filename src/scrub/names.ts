/** What a name says of the value behind it: a secret wherever it stands, one only where it looks like one, or nothing. */
export type Meaning = 'secret' | 'perhaps' | null;

const suffix =
  '(?:hash|value|text|plain|plaintext|encoded|base64|b64|raw|data|string|crypt|old|new|again|confirm|root|admin|prod|dev|test|stage|staging|user|db|main|primary|secondary|default)?\\d{0,4}';

/** As they end once all but letters and digits is gone. */
const secret = new RegExp(
  `(?:${[
    'passwo?r?d|passwort|passphrase|passcode|kennwort|wachtwoord|motdepasse|contrasena|senha|haslo|heslo|losenord|adgangskode|salasana|parola|sifre|пароль|密码|密碼|ハスワート|비밀번호|pswd|(?<!o(?:ld)?|^)pwd|^pwd',
    '(?:db|root|admin|user|store|key|trust|require|ssh|my|smtp|mail|ftp|sudo|become|ldap|bind|redis|sql|proxy|login)pass',
    '(?:account|access|shared|sharedaccess|preshared|api|function|functions|master|encryption|decryption|validation|machine|private|subscription|storage|signing|license|recovery|instrumentation|secret|secretaccess|sas|registration|activation|client|auth|authorization|service|bot|hmac|aes|crypto|session|cookie|webhook|sendgrid|stripe|openai|anthropic|cosmos|search|admin|query|systemkey|deploy|deployment|join)key',
    'clientkeydata|secretkeybase|keyvalue|keycontent|accountsas|proxyauth|secretid|(?:serviceprincipal|workspace|wifi|wireless)key|(?:user|admin|root|db|bind|my)pw',
    '(?:client|app|application|shared|consumer|webhook|signing|oauth|tenant|api|user|bot|jwt|session|auth|sp|principal|aad|azure|service|bind|admin|db|root|radius|chap|master)secrets?',
    '(?:access|refresh|id|auth|authentication|bearer|sas|security|session|personalaccess|x?auth|vault|private|job|deploy|runner|bot|api|csrf|xsrf|registration|join|bootstrap|identity|app|user|web|github|gitlab|npm|slack|azure|devops|databricks|docker|registry|oauth|jwt|root|client|secret|id|hub|sentry|ci|pypi|page|push|device|service|worker|admin|login|access)tokens?',
    'accesssas|securestring|sassignature|sharedaccesssignature|clientassertion|psk|psk2|identityheader|secretvalue|secretstring|dockerconfigjson|dockercfg',
    'customdata|userdata|protectedsettings|wpapassphrase|connectionpassword|secretdata|unattendpassword|onetimepass',
  ].join('|')})${suffix}$`,
);

const perhaps =
  /(?:tokens?|secrets?|(?<!foreign|primarykey|^)key|credentials?|cookies?|assertion|signature|^sig|^auth|authcode|^pass|^pw|^pin|^otp|^totp|community|^pat|passwords|passwds)\d{0,4}$/;

/** Short names, which are told by what stands before them. */
const short = /(?:[_-]|[a-z](?=P))(?:pass|Pass|PASS|pw|Pw|PW|pwd|Pwd|PWD|psk|PSK|pat|PAT)\d{0,3}$/;

/** Judges a name as it is written in any language of settings: `clientSecret`, `DB_PASSWORD`, `x-functions-key`. */
export function meaningOf(name: string): Meaning {
  const plain = latin(name)
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .normalize('NFKC')
    .toLowerCase();
  if (plain === 'oldpwd' || /(?:bypass|compass)$/.test(plain)) return null;
  if (secret.test(plain) || short.test(name)) return 'secret';
  return perhaps.test(plain) ? 'perhaps' : null;
}

/** A name that is written with letters of two alphabets, in one. */
const latin = (name: string): string =>
  /[a-z]/i.test(name) ? name.replace(/[аеорсхуіѕ]/g, letter => 'aeopcxyis'['аеорсхуіѕ'.indexOf(letter)] ?? '') : name;

const nothing =
  /^(?:required|optional|expired|valid|invalid|incorrect|missing|none|nil|null|true|false|yes|no|y|n|on|off|read|write|unset|empty|redacted|hidden|masked|removed|changed|unchanged|set|not|n\/a|undefined|never|disabled|enabled|failed|success|securestring|string|str|secureobject|object|\*+|x{3,}|\.{2,}|•+|-+|<[\w -]{0,40}>|\[cut\]|\[?redacted\]?)[.,;:!?)\]}]{0,3}$/i;

/** Whether a word only says that there is a secret, or none. */
export const isNothing = (word: string): boolean => nothing.test(word) || elsewhere.test(word);

/** A variable in which the secret is, or was. */
const elsewhere =
  /^(?:\$\{[\w:.-]{1,80}\}|\$[A-Z][A-Z0-9]*_[A-Z0-9_]{1,60}|%[A-Z][\w]{1,60}%|\{\{ ?[\w .|-]{1,80} ?\}\})[.,;:)]?$/;

/** Whether a word looks like a credential and not like one of a language. */
export const isCredential = (word: string): boolean =>
  !/^(?:sha-?\d{1,3}(?:with\w{1,30})?|md5|utf-?\d{1,2}|base\d\d|ntlmv\d|v\d[\w.]{0,10}|rsa\d{4}|aes\d{3}|kb\d{5,8}|\d{1,4}[a-z]{1,4})[.,;:)]?$/i.test(
    word,
  ) &&
  ((/\d/.test(word) && /[A-Za-z]/.test(word)) || /[+=!@#$%^&*~]|[a-z][A-Z]/.test(word));
