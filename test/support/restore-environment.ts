import { afterAll, vi } from 'vitest'

// The files of a worker share its process, and programs that tests start inherit its environment.
afterAll(() => void vi.unstubAllEnvs())
