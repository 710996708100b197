/** A form in which nothing is filled in, as the settings have it by themselves. */
export const emptyForm = {
  vm: '',
  gallery: '',
  definition: '',
  version: '',
  regions: [],
  publishers: [],
  mode: 'clone',
  consistency: 'crash',
  checks: 'warn',
  guest: 'auto',
} as const;
