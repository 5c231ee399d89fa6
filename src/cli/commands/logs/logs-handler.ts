import { escapeControlCharacters } from '../../../output/escape-control-characters.js'
import type { CommandInput } from '../../command-handler.js'
import { createLogPrefixer } from './log-prefix.js'
import type { logsCommand } from './logs.command.js'
import { parseLogLine } from './parse-log-line.js'

export async function run({ context, args, flags }: CommandInput<typeof logsCommand>): Promise<void> {
  const { output, signal } = context
  const project = await context.project()
  const sources = await project.logs(args.name)
  const formatPrefix = createLogPrefixer(sources.map((source) => source.name))
  let isEmpty = true
  await Promise.all(
    sources.map(async (source) => {
      for await (const line of source.lines({ ...flags, signal })) {
        isEmpty = false
        await output.printItem(
          output.json ? parseLogLine(source.name, line) : undefined,
          (style) =>
            `${formatPrefix(source.name, style)} ${escapeControlCharacters(line.replaceAll('\t', '  '))}`,
        )
      }
    }),
  )
  if (isEmpty && !flags.follow && flags.lines !== 0)
    output.note(`Project ${project.config.project} has no log lines.`)
}
