import Apportion.Spec.Claim
import Apportion.Core.Sound
import Apportion.Encode.Sound
import Apportion.Check.Feasible
