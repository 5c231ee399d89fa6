/** The three services; the gateway stands in front of them and is not one of them. */
export const SERVICE_NAMES = ['identity', 'todo', 'budget'] as const
export type ServiceName = (typeof SERVICE_NAMES)[number]
