import { describeAccessibility } from './accessibility'

describeAccessibility('in dark', { dark: true, width: 1280 })
