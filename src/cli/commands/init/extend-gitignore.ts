const IGNORED = ['node_modules/', '.homemanager/']

/** Adds the state directory, which holds data and secrets, and the packages; keeps all other lines. */
export function extendGitignore(present = ''): string {
  const lines = new Set(present.split(/\r?\n/).map(toPattern))
  const missing = IGNORED.filter((pattern) => !lines.has(toPattern(pattern)))
  if (missing.length === 0) return present
  const separator = present === '' || present.endsWith('\n') ? '' : '\n'
  return `${present}${separator}${missing.join('\n')}\n`
}

/** `/name`, `name` and `name/` ignore the same directory of the project. */
function toPattern(line: string): string {
  return line.trim().replace(/^\//, '').replace(/\/$/, '')
}
