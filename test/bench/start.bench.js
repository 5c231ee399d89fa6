import { againstNode } from './time-command.js'

export const benchmarks = [
  { name: 'start: --version against node -e 0', atMost: 1.5, run: () => againstNode(15, ['--version']) },
]
