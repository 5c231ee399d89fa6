/**
 * Writes frames to a terminal: only the lines that differ from the frame before, at their places, so that nothing flickers and
 * nothing scrolls.
 */
export class FrameWriter {
  readonly #write: (text: string) => void
  #shown: readonly string[] = []

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  show(frame: readonly string[]): void {
    const lines = frame.map((line) => line.trimEnd())
    const changes = lines.flatMap((line, i) =>
      line === this.#shown[i] ? [] : [`\u001B[${i + 1};1H${line}\u001B[0m\u001B[K`],
    )
    if (lines.length < this.#shown.length) changes.push(`\u001B[${lines.length + 1};1H\u001B[J`)
    this.#shown = lines
    if (changes.length > 0) this.#write(changes.join(''))
  }

  /** The next frame is written completely. */
  clear(): void {
    this.#shown = []
    this.#write('\u001B[2J\u001B[H')
  }
}
