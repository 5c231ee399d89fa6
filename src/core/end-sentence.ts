/** Adds the period of a sentence, unless the text has one: messages of servers and libraries, and lines of logs, may. */
export function endSentence(text: string): string {
  const sentence = text.trim()
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`
}
