/** The three services. The gateway is not a service; it forwards requests to them. */
export const SERVICE_NAMES = ['identity', 'todo', 'budget'] as const
export type ServiceName = (typeof SERVICE_NAMES)[number]

/** The addresses of the gateway and of all services; the user's own may have other names. */
export type ServiceUrls = Readonly<Record<'gateway' | ServiceName, string>> & Readonly<Record<string, string>>
