/** The bytes of a text as a member of JSON holds them. */
export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
