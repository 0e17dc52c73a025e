import { describeAccessibility } from './accessibility'

describeAccessibility('on a phone, in dark', { dark: true, width: 375 })
