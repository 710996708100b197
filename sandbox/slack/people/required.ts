import type { Block, FormValues } from '../model.ts';
import { elementsIn, valueIn } from './fields.ts';

/** What Slack's own client says of a form before it troubles the app with it: block id and sentence. */
export function problemsInForm(blocks: readonly Block[], values: FormValues): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  for (const { block, element } of elementsIn(blocks.filter(({ type }) => type === 'input'))) {
    const blockId = block.block_id ?? '';
    const problem = problemWith(element, valueIn(values[blockId]?.[element.action_id]), block.optional === true);
    if (problem) problems[blockId] = problem;
  }
  return problems;
}

function problemWith(element: Block, value: unknown, optional: boolean): string | null {
  const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  if (empty) return optional ? null : 'Please complete this required field.';
  if (Array.isArray(value) && value.length > Number(element.max_selected_items ?? Number.POSITIVE_INFINITY))
    return `Please select at most ${element.max_selected_items} items.`;
  if (element.type === 'plain_text_input') return lengthProblem(element, String(value));
  if (element.type === 'number_input') return numberProblem(element, String(value));
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(String(value)))
    return 'Please enter a valid email address.';
  if (element.type === 'url_text_input' && !URL.canParse(String(value))) return 'Please enter a valid URL.';
  return null;
}

function lengthProblem({ min_length, max_length }: Block, value: string): string | null {
  if (value.length < Number(min_length ?? 0)) return `Please enter at least ${min_length} characters.`;
  if (value.length > Number(max_length ?? 3000)) return `Please enter at most ${max_length ?? 3000} characters.`;
  return null;
}

function numberProblem({ is_decimal_allowed, min_value, max_value }: Block, value: string): string | null {
  const number = Number(value);
  if (Number.isNaN(number) || (!is_decimal_allowed && !Number.isInteger(number))) return 'Please enter a valid number.';
  if (min_value !== undefined && number < Number(min_value)) return `Please enter a number of at least ${min_value}.`;
  if (max_value !== undefined && number > Number(max_value)) return `Please enter a number of at most ${max_value}.`;
  return null;
}
