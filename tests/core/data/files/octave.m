% Writes octave-v6.mat and octave-v7.mat, which the tests read: octave-cli octave.m
x = (1:6)';
z = (1:4)' + 1i * (5:8)';
row = [1 2 3.5];
m = reshape(1:6, 3, 2) / 4;
cm = m + 1i * m / 8;
s.rx = (1:3)';
s.tx = single([4; 5; 6.5]);
s.in.k = uint16([7 8]);
name = "text";
i16 = int16([-5 6 7]);
b = logical([1 0 1]);
e = zeros(0, 3);
c = {1, 2};
sp = sparse([1 0; 0 2]);
fs = 1e9;
a(1).v = 1;
a(2).v = 2;
cube = ones(2, 2, 2);
save -v6 octave-v6.mat x z row m cm s name i16 b e c sp fs a cube
save -v7 octave-v7.mat x z row m cm s name i16 b e c sp fs a cube
