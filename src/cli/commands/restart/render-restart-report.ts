import type { Output } from '../../../output/output.js'
import type { RestartReport } from '../../../project/restart/restart-stack.js'

/** One line for each component. */
export function renderRestartReport({ items }: RestartReport, style: Output['style']): string {
  if (items.length === 0) return 'There is nothing to restart: homemanager runs none of the components.'
  return items
    .map(({ name, ok, elapsedMs, error }) =>
      ok
        ? `${style.green('✓')} ${name} restarted ${style.dim(`(${(elapsedMs / 1000).toFixed(1)} s)`)}`
        : [
            `${style.red('✗')} ${name}: ${error?.message ?? ''}`,
            ...indent(error?.detail),
            ...indent(error?.suggestion === undefined ? undefined : `→ ${error.suggestion}`),
            ...indent(error === undefined ? undefined : style.dim(error.code)),
          ].join('\n'),
    )
    .join('\n')
}

function indent(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split('\n').map((line) => `  ${line}`)
}
