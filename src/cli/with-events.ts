import type { ProjectEvents } from '../project/events/project-events.js'
import type { CommandContext } from './command-context.js'

/** Opens the events of the running stack, and closes the stores afterwards. */
export async function withEvents<T>(
  context: CommandContext,
  work: (events: ProjectEvents) => Promise<T>,
): Promise<T> {
  const project = await context.project()
  await using stores = await project.connect()
  return await work(await project.events(stores))
}
