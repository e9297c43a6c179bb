"""Names of Torch7 and what they are called today: the one table behind `?torch.cmul`."""

__all__ = ["MEMBERS", "today"]

# package -> "old new, old new"; a new name after `!` is a whole sentence.
MEMBERS = {
    "torch": """
        cmul mul|cdiv div|cadd add|csub sub|cpow pow|cmax maximum|cmin minimum|cfmod fmod|cremainder remainder|cinv reciprocal
        mod remainder|ger outer|gels linalg.lstsq|gesv linalg.solve|trtrs linalg.solve_triangular|symeig linalg.eigh
        eig linalg.eig|potrf linalg.cholesky|potrs cholesky_solve|potri cholesky_inverse|svd linalg.svd|qr linalg.qr
        inverse linalg.inv|conv2 nn.functional.conv2d|xcorr2 nn.functional.conv2d|conv3 nn.functional.conv3d
        isTensor is_tensor|isStorage !x.untyped_storage() is a tensor's memory|typename Tensor.dtype|type Tensor.dtype|manualSeed manual_seed
        initialSeed initial_seed|getRNGState get_rng_state|setRNGState set_rng_state|setdefaulttensortype set_default_dtype
        getdefaulttensortype get_default_dtype|setnumthreads set_num_threads|getnumthreads get_num_threads
        DoubleTensor float64|FloatTensor float32|HalfTensor float16|LongTensor int64|IntTensor int32|ShortTensor int16
        CharTensor int8|ByteTensor uint8|CudaTensor Tensor.cuda|repeatTensor Tensor.repeat|cat cat|range arange
        serialize save|deserialize load|DiskFile load|MemoryFile load|Generator Generator|squeeze squeeze|addcmul addcmul
        Timer !time.perf_counter(), or %time before a statement|tic !time.perf_counter(), or %time before a statement
        toc !time.perf_counter(), or %time before a statement|class !a class statement of Python
    """,
    "torch.Tensor": """
        cmul mul_|cdiv div_|csub sub_|cpow pow_|cmax maximum|cmin minimum|nElement numel|nDimension dim|typeAs type_as
        copy copy_|fill fill_|zero zero_|resize resize_|resizeAs resize_as_|sub narrow|index index_select|indexCopy index_copy_
        indexAdd index_add_|indexFill index_fill_|maskedSelect masked_select|maskedFill masked_fill_|maskedCopy masked_scatter_
        expandAs expand_as|repeatTensor repeat|viewAs view_as|apply apply_|map map_|map2 !a.copy_(f(a, b, c))|set set_
        isContiguous is_contiguous|isSetTo is_set_to|isSameSizeAs shape|storageOffset storage_offset|uniform uniform_
        normal normal_|cauchy cauchy_|exponential exponential_|geometric geometric_|logNormal log_normal_|random random_
        bernoulli bernoulli_|elementSize element_size|byte byte|cuda cuda
    """,
    "nn": """
        SpatialConvolution Conv2d|SpatialConvolutionMM Conv2d|SpatialDilatedConvolution Conv2d|SpatialMaxPooling MaxPool2d
        SpatialFullConvolution ConvTranspose2d|SpatialAveragePooling AvgPool2d|SpatialAdaptiveMaxPooling AdaptiveMaxPool2d
        SpatialAdaptiveAveragePooling AdaptiveAvgPool2d|SpatialBatchNormalization BatchNorm2d|BatchNormalization BatchNorm1d
        VolumetricBatchNormalization BatchNorm3d|SpatialDropout Dropout2d|TemporalConvolution Conv1d|TemporalMaxPooling MaxPool1d
        VolumetricConvolution Conv3d|VolumetricMaxPooling MaxPool3d|VolumetricAveragePooling AvgPool3d
        VolumetricFullConvolution ConvTranspose3d|VolumetricDropout Dropout3d|SpatialUpSamplingNearest Upsample
        SpatialUpSamplingBilinear Upsample|SpatialZeroPadding ZeroPad2d|SpatialReflectionPadding ReflectionPad2d
        SpatialReplicationPadding ReplicationPad2d|SpatialCrossMapLRN LocalResponseNorm|SpatialLogSoftMax LogSoftmax
        SpatialSoftMax Softmax2d|PixelShuffle PixelShuffle|LookupTable Embedding|Reshape Unflatten|View Flatten
        LogSoftMax LogSoftmax|SoftMax Softmax|SoftMin Softmin|SoftPlus Softplus|SoftSign Softsign|SoftShrink Softshrink
        HardShrink Hardshrink|HardTanh Hardtanh|LogSigmoid LogSigmoid|RReLU RReLU|PReLU PReLU|LeakyReLU LeakyReLU|ELU ELU
        ClassNLLCriterion NLLLoss|SpatialClassNLLCriterion NLLLoss|CrossEntropyCriterion CrossEntropyLoss
        MSECriterion MSELoss|AbsCriterion L1Loss|SmoothL1Criterion SmoothL1Loss|BCECriterion BCELoss
        DistKLDivCriterion KLDivLoss|MarginCriterion SoftMarginLoss|SoftMarginCriterion SoftMarginLoss
        MultiMarginCriterion MultiMarginLoss|MultiLabelMarginCriterion MultiLabelMarginLoss
        MultiLabelSoftMarginCriterion MultiLabelSoftMarginLoss|HingeEmbeddingCriterion HingeEmbeddingLoss
        CosineEmbeddingCriterion CosineEmbeddingLoss|MarginRankingCriterion MarginRankingLoss|CosineDistance CosineSimilarity
        PairwiseDistance PairwiseDistance|SpatialSubSampling AvgPool2d|Copy Identity|Contiguous Identity
        CAddTable !a + b in forward|CSubTable !a - b in forward|CMulTable !a * b in forward|CDivTable !a / b in forward
        JoinTable !th.cat in forward|SplitTable !th.unbind in forward|SelectTable !x[i] in forward
        ConcatTable !a forward that returns several values|ParallelTable !a forward that takes several values
        Concat !th.cat of several branches in forward|Parallel !th.stack of several branches in forward
        MM !th.matmul in forward|MV !th.mv in forward|DotProduct !(a * b).sum(1) in forward|Mean !x.mean(dim) in forward
        Sum !x.sum(dim) in forward|Max !x.max(dim) in forward|Min !x.min(dim) in forward|Power !x ** p in forward
        Sqrt !x.sqrt() in forward|Square !x ** 2 in forward|Exp !x.exp() in forward|Log !x.log() in forward
        Abs !x.abs() in forward|Clamp !x.clamp(a, b) in forward|Transpose !x.transpose(a, b) in forward
        Squeeze !x.squeeze() in forward|Unsqueeze !x.unsqueeze(dim) in forward|Select !x.select(dim, i) in forward
        Narrow !x.narrow(dim, start, length) in forward|Replicate !x.expand(...) in forward
        Criterion !any function of outputs and targets that returns one number
    """,
    "nn.Module": """
        updateOutput forward|updateGradInput !loss.backward()|accGradParameters !loss.backward()|backward !loss.backward()
        zeroGradParameters zero_grad|updateParameters !optimizer.step()|getParameters parameters|training train|evaluate eval
        listModules modules|findModules modules|clearState !del of what you do not need; nothing is kept between calls
        add !nn.Sequential.append|get !network[i]|size !len(network)|insert !nn.Sequential.insert|remove !nn.Sequential.pop
        replace apply|share !assigning the same Parameter
        float float|double double|cuda cuda|type to|read load_state_dict|write state_dict|reset !making it anew
    """,
    "optim": """
        sgd SGD|adam Adam|adamax Adamax|adagrad Adagrad|adadelta Adadelta|rmsprop RMSprop|rprop Rprop|lbfgs LBFGS|asgd ASGD
        nag !optim.SGD(..., momentum=0.9, nesterov=True)|checkgrad !torch.autograd.gradcheck
    """,
}
OWNERS = {"x": "torch.Tensor", "Tensor": "torch.Tensor", "Module": "nn.Module", "Sequential": "nn.Module"}


def table(package):
    """Return {old name: new name} of a package."""
    pairs = [pair.strip() for line in MEMBERS[package].strip().split("\n") for pair in line.split("|")]
    return dict(pair.split(" ", 1) for pair in pairs)


def today(owner, name):
    """Return what a name of Torch7 is called today, or None.

    Args:
        owner (str): what stands before the dot: `torch`, `nn`, `optim`, `torch.Tensor`, `nn.Module`, ...
        name (str): the old name
    Example:
        >>> today("torch", "cmul"), today("nn", "SpatialConvolution"), today("nn", "CAddTable")
        ('torch.mul', 'nn.Conv2d', 'a + b in forward')
    """
    package = "torch" if owner == "th" else owner
    package = package if package in MEMBERS else OWNERS.get(owner.rpartition(".")[2], package)
    found = table(package).get(name) if package in MEMBERS else None
    if found is None or found == name:
        return None
    return found[1:] if found.startswith("!") else f"{owner}.{found}"
