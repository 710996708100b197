import type {
  IActionSet,
  IChoiceSetInput,
  IContainer,
  IRichTextBlock,
  ITextBlock,
  ITextInput,
} from '@microsoft/teams.cards';

/** An element of an Adaptive Card, of those that a card of ours is made of. */
export type CardPart = IRichTextBlock | ITextBlock | IContainer | IActionSet | ITextInput | IChoiceSetInput;
