const mostWords = 6;

/** A yes that stands by itself, and is nothing else in its language. */
const yesFirst =
  /^(?:y|yes|yep|yeah|はい|да|是的?|确认|確認|好的?|可以|네|예|oui|ja|sí|sim|evet|tak|نعم|ναι|confirm(?:ed|o)?)(?!-?[\p{L}\p{N}_'])/iu;

/** Words that take a yes back, bind it to something, put it off, or ask. */
const turns =
  /(?<![\p{L}\p{N}])(?:but|not|no|n|nope|nah|and|or|if|wait|hold|stop|cancel|then|once|when|after|before|later|until|unless|except|never|why|how|what|who|which|maybe|perhaps|almost|only|tomorrow|tonight|can|could|should|would|\p{L}+n't|aber|nicht|nein|wenn|erst|später|mais|pas|non|si|quand|pero|cuando|mas|não|нет|не|но|если|когда|いいえ|不|아니)(?![\p{L}\p{N}])/iu;

/** Whether words are few, begin with a bare yes, and nothing in them is known to take it back: said by somebody who means to answer. */
export const beginsWithYes = (words: readonly string[]): boolean =>
  words.length <= mostWords && yesFirst.test(words[0] ?? '') && !turns.test(words.join(' '));
