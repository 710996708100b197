/** How this bot names itself to Microsoft. */
export const userAgent = 'capture-image/0.1.0';
