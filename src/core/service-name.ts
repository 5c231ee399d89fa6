/** The three services. The gateway is not a service; it forwards requests to them. */
export const SERVICE_NAMES = ['identity', 'todo', 'budget'] as const
export type ServiceName = (typeof SERVICE_NAMES)[number]
