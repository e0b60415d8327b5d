package standard_test

import (
	"fmt"

	"soprun/sop/standard"
)

// A code has its words, and the duties that it is printed under.
func ExampleStandard_Text() {
	std := standard.ST0218()
	words, _ := std.Text("S27")
	fmt.Println(words)
	for _, d := range std.DutiesOf("S27") {
		fmt.Println(d.Number, d.Text)
	}
	// Output:
	// Follow guidelines and procedures for handling hazardous materials and substances.
	// 8 Maintain a healthy, safe and secure workplace.
}
