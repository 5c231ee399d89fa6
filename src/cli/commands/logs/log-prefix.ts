import type { Output } from '../../../output/output.js'

const PREFIX_COLORS = ['cyan', 'magenta', 'yellow', 'green', 'blue', 'red', 'gray'] as const

/** Writes a part's name in its own colour, all names equally wide. */
export function createLogPrefixer(
  names: readonly string[],
): (name: string, style: Output['style']) => string {
  const width = Math.max(...names.map((name) => name.length))
  return (name, style) => {
    const colour = PREFIX_COLORS[names.indexOf(name) % PREFIX_COLORS.length] ?? 'gray'
    return style[colour](`${name.padEnd(width)} │`)
  }
}
