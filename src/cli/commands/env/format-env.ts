import { quoteForShell } from '../../../core/quote-for-shell.js'
/** Formats environment variables as export lines for a shell, a .env file, or lines for $GITHUB_ENV. */
export function formatEnv(
  variables: Readonly<Record<string, string>>,
  format: 'shell' | 'dotenv' | 'github',
): string {
  const formatLine = { shell: formatShellLine, dotenv: formatDotenvLine, github: formatGithubLine }[format]
  return Object.entries(variables)
    .map(([name, value]) => `${formatLine(name, value)}\n`)
    .join('')
}

/** POSIX single quotes; a quote inside is written as `'\''`. */
function formatShellLine(name: string, value: string): string {
  return `export ${name}=${quoteForShell(value)}`
}

function formatDotenvLine(name: string, value: string): string {
  const plain = /^[\w@%+=:,./?&-]*$/.test(value)
  const quoted = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
  return plain ? `${name}=${value}` : `${name}="${quoted}"`
}

/** Multiline values need the delimiter syntax of GitHub's workflow commands. */
function formatGithubLine(name: string, value: string): string {
  return value.includes('\n') ? `${name}<<__END__\n${value}\n__END__` : `${name}=${value}`
}
