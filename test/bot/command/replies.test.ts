import { describe, expect, test } from 'vitest';
import { readReply } from '../../../src/bot/command/replies.ts';

describe('an answer in a thread', () => {
  test.each([
    ...['Y', 'y', ' yes ', 'YES!', 'Yes.', '\u00a0y', 'y!', 'Y.', 'Y。'],
    ...['Ｙ', 'ｙｅｓ', '𝐘', '𝘆𝗲𝘀', '*Y*', '_Y_', '`Y`', '```Y```', '**Y**', '*_Y_*', '*Y*.', '<b>Y</b>', '<p>Y</p>'],
    ...['“Y”', '„Y“', '«yes»', '‘y’', "'Y'", '"Y"', '「Ｙ」', '(y)', '[Y]', '（Ｙ）'],
    ...['Y :thumbsup:', 'Y 👍', '👍 Y', 'Y 👍🏽', 'Y :+1::skin-tone-4:', 'yes ✅', 'Y :)', 'yes! 🎉🎉', 'Y 🙂\ufe0f'],
    ...['yes please', 'Y, please', 'Yes please!', 'yes, thanks', 'yes thank you', 'please, yes', '*yes please* :pray:'],
    ...['Y\u200b', '\ufeffY', 'Y\u00ad', '\u202eY\u202c', 'Y\ufe0f', 'ye\u200ds', '\u2066Y\u2069'],
    ...['"Y', 'Y"', 'Y)', '(Y', '- Y', '• yes', '*Y', 'Y*', 'Y:', 'Y\\', '“Y', 'Y”', "Y'"],
    ...['Y\n\nSent from my iPhone', 'yes\nGet Outlook for iOS', 'Y\nVerzonden vanaf mijn iPhone', 'Y 🇾'],
  ])('%j is a yes', text => {
    expect(readReply(text)).toEqual({ is: 'yes' });
  });

  test.each(['No.', 'n', '*N*', 'Ｎ', '“no”', 'no thanks', 'no, thank you', 'N :thumbsdown:', 'no ❌'])(
    '%j is a no',
    text => {
      expect(readReply(text)).toEqual({ is: 'no' });
    },
  );

  test.each([
    ...[
      'y?',
      'Y Y',
      '> y',
      '&gt; Y',
      '~Y~',
      'y…',
      'Y...',
      'yes :x:',
      'Y 🤔',
      'Y 😂',
      'Y :(',
      'N 👍',
      'Y ❌',
      'yes :thinking_face:',
    ],
    ...[
      'ok',
      'OK!',
      'sure',
      'yep',
      'yeah',
      'go ahead',
      'Go ahead, please',
      'ja',
      'ja?',
      '“ja”?',
      'oui',
      'はい',
      'yse',
      'yess',
      'yes yes',
    ],
    ...['👍', ':thumbsup:', '✅', 'confirm', 'lgtm', 'yes, go ahead', 'у', 'nope', 'cancel', 'stop', 'nein', 'yes!?'],
    ...['Type Y', 'Yes, capture it', 'yes capture web-01', '好', 'نعم', 'ναι', 'sí, por favor', 'ja bitte', 'oui svp'],
    ...['ʏ', 'ÿ', '🇾', 'evet', 'ใช่', '🆈', '是的', '确认', '確認', 'Je confirme', 'fine by me'],
    ...['はい、お願いします', 'да, пожалуйста', '네, 진행하세요', 'Y - go ahead', 'yes, do it now', 'yes/oui'],
    ...['Yes @Rita', 'yes <@U0OLGA>', 'yes mate', 'Y ^RM', 'Y\n--\nRita', 'Yes\n\nRita Requester\nPlatform Team'],
  ])('%j is almost an answer', text => {
    expect(readReply(text)).toMatchObject({ is: 'almost' });
  });

  test.each([
    ...[
      '<span style="text-decoration:line-through">y</span>',
      '<p><span style="text-decoration: line-through">yes</span></p>',
    ],
    ...[
      '<span style="display:none">y</span>',
      'уеѕ',
      'yеs',
      'y\u0336e\u0336s\u0336',
      'y\u0336',
      'y\u20e0',
      '🅨',
      '🆈',
      'ок',
      'оk',
      'nо',
    ],
  ])('%j looks like an answer, and is almost one', text => {
    expect(readReply(text)).toMatchObject({ is: 'almost' });
  });

  test.each([
    'yes von meinem Chef nicht gesendet',
    'yes sent from my boss, who says no',
    'yes get outlook for later',
    'y verzonden vanaf niets',
    'yes envoyé de mon plein gré',
  ])('%j has more to say than a phone adds', text => {
    expect(readReply(text).is).not.toBe('yes');
  });

  test.each([
    'yes\nSent from my iPhone 15 Pro Max',
    'Y\n\nVon meinem Samsung Galaxy Smartphone gesendet',
    'yes\nGesendet von meinem iPad',
    'Y\nSent from Outlook for iOS',
    'yes\nEnvoyé de mon iPhone',
    'y\nGet Outlook for Android<https://aka.ms/x>',
    '<p><span style="font-size:14px">y</span></p>',
  ])('%j is a yes with what a phone or a page adds', text => {
    expect(readReply(text)).toEqual({ is: 'yes' });
  });

  test.each([
    ...[
      '',
      ' ',
      '👀',
      ':eyes:',
      '!',
      '?',
      '...',
      'y, but not now',
      'yes, but wait',
      'yes and no',
      'y not',
      'why not go ahead?',
    ],
    ...[
      'please',
      'thanks :pray:',
      'yes if olga agrees',
      'not yet, yes?',
      'did you say yes',
      'Y then N',
      'no problem, yes I will',
      'Y - but after five',
      'yes, once Olga has looked',
      'yes, can you wait',
      'да, но не сейчас',
      'yes I have seen it, thanks to everybody here',
      'ok let me look',
    ],
    ...[`yes${' '.repeat(300)}please`, '__proto__ y x'],
  ])('%j is talk', text => {
    const reply = readReply(text);
    expect(reply.is === 'ignore' || (reply.is === 'almost' && reply.about !== null)).toBe(true);
  });

  test.each([
    ['web-01', 'web-01'],
    ['*web-01*', 'web-01'],
    ['`WEB-01`', 'WEB-01'],
    ['“web-01”', 'web-01'],
    ['web–01', 'web-01'],
    ['ｗｅｂ－０１', 'web-01'],
    ['web-01.', 'web-01'],
    ['web\u200b-01', 'web-01'],
    ['web_01_', 'web_01_'],
    ['<http://web.01|web.01>', 'web.01'],
  ])('%j may be a name, for a question that asks for one', (text, name) => {
    expect(readReply(text)).toEqual({ is: 'name', name });
  });

  test.each(['web-01 please', 'yes web-01', 'Y web-01', 'web-01 👍', 'web-01?', '> web-01', '~web-01~'])(
    '%j is a name with something beside it, which is none',
    text => {
      expect(readReply(text)).toMatchObject({ is: 'almost', about: 'web-01' });
    },
  );

  test.each(['constructor', '__proto__', 'hasOwnProperty'])('%j is no word of an answer', text => {
    expect(['yes', 'no', 'almost']).not.toContain(readReply(text).is);
  });
});
