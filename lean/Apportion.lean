import Apportion.Spec.Claim
import Apportion.Core.Sound
import Apportion.Encode.Sound
import Apportion.Check.Feasible
import Apportion.Laws.Lattice
import Apportion.Laws.Merge
import Apportion.Laws.Window
